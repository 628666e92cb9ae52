// Telling of trouble, where nothing may go wrong by it.

/** Wraps `onError`: what it throws goes no further. */
export function heedless(
  onError: ((error: unknown) => void) | undefined,
): (error: unknown) => void {
  return (error) => {
    try {
      onError?.(error);
    } catch {
      // A listener that fails has no other listener to tell.
    }
  };
}
