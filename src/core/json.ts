// What JSON can say: the only values that cross a wire or rest in a storage.

/** A JSON value without parts. */
export type Scalar = string | number | boolean | null;

/** Any JSON value. */
export type Json = Scalar | readonly Json[] | { readonly [key: string]: Json };

/** What an update carries: one JSON value for each key. */
export type Data = { readonly [key: string]: Json };
