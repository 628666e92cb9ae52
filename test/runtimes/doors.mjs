// Imports what its command line names, says what each has, and has nothing left to do.
import process from "node:process";

const doors = {};
for (const door of process.argv.slice(2)) doors[door] = Object.keys(await import(door)).sort();
console.log(JSON.stringify(doors));
