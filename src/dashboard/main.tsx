// Starts the page.
import { h, render } from "./preact.ts";

render(h("p", {}, "…"), document.body);
