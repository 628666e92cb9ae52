// Placeholder until events come.
export function createLive(options: {
  url: URL;
  onChange(): void;
  onState(state: "live" | "polling" | "away"): void;
}): { stop(): void } {
  const timer = setInterval(() => options.onChange(), 2000);
  options.onState("polling");
  return { stop: () => clearInterval(timer) };
}
