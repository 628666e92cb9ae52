// What an inspection finds.

/** Something that is not as it should be, and what to do about it. */
export interface Finding {
  readonly what: string;
  readonly advice: string;
}
