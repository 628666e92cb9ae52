// uPlot, as far as this room uses it.
import UPlot from "uplot";

export { UPlot };
