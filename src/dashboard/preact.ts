// Preact, as far as this room uses it.
export type { ComponentChildren, VNode } from "preact";
export { createContext, Fragment, h, render } from "preact";
export {
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "preact/hooks";
