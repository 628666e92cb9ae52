// Types of engines.mjs, which stays JavaScript because the installer runs before TypeScript is there.

/** Path of a Firefox, or undefined. Throws when FIREFOX_PATH names a file that is not there. */
export function findFirefox(): string | undefined;
/** Path of WebKitGTK's MiniBrowser, or undefined. Throws when MINIBROWSER_PATH names a file that is not there. */
export function findMiniBrowser(): string | undefined;
/** Path of Xvfb, or undefined. Throws when XVFB_PATH names a file that is not there. */
export function findXvfb(): string | undefined;
/** Path of Prometheus, or undefined. Throws when PROMETHEUS_PATH names a file that is not there. */
export function findPrometheus(): string | undefined;
/** Path of Prometheus' Pushgateway, or undefined. Throws when PUSHGATEWAY_PATH names a file that is not there. */
export function findPushgateway(): string | undefined;
/** Path of carbon-cache, or undefined. Throws when CARBON_CACHE_PATH names a file that is not there. */
export function findCarbonCache(): string | undefined;
/** Path of InfluxDB 1.x, or undefined. Throws when INFLUXD_PATH names a file that is not there. */
export function findInfluxd(): string | undefined;
