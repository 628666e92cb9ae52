// Preact, as far as this room uses it.
export type { ComponentChildren, RefObject, VNode } from "preact";
export { createContext, Fragment, h, render } from "preact";
export {
  useContext,
  useEffect,
  useErrorBoundary,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "preact/hooks";
