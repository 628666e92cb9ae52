// What the person in front of the browser has said about being counted.

/** False when Global Privacy Control or Do Not Track says no; true where neither is known. */
export function privacyAllows(): boolean {
  const { globalPrivacyControl, doNotTrack } = (globalThis.navigator ?? {}) as {
    globalPrivacyControl?: boolean;
    doNotTrack?: string | null;
  };
  return !globalPrivacyControl && doNotTrack !== "1";
}
