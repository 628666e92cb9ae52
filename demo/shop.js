// The shop: plants, a cart, a search box. What it counts goes to `tallybeacon` in plain calls, as in any page.
const one = (selector) => document.querySelector(selector);
const price = (cents) => (cents / 100).toLocaleString("en", { style: "currency", currency: "EUR" });

tallybeacon.increment("page.view");
tallybeacon.set("language", navigator.language);
addEventListener("error", ({ message }) => tallybeacon.append("errors", message));

function measure() {
  tallybeacon.setNested("viewport", "width", innerWidth);
  tallybeacon.setNested("viewport", "height", innerHeight);
  tallybeacon.setNested("viewport", "dpr", devicePixelRatio);
}
measure();
let resized;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(measure, 300);
});

// The stub queues the verbs only: whoever wants `fastHash` waits for the script.
function countBrowser() {
  const { userAgent } = navigator;
  tallybeacon.appendUnique(`ua:${tallybeacon.fastHash(userAgent)}`, userAgent);
}
if (tallybeacon.fastHash) countBrowser();
else one("script[data-endpoint]").addEventListener("load", countBrowser);

const plants = [...document.querySelectorAll("#plants > li")];
const centsOf = new Map(plants.map(({ dataset }) => [dataset.name, Number(dataset.cents)]));
const cart = new Map(JSON.parse(sessionStorage.getItem("cart") ?? "[]"));
const total = () => [...cart].reduce((sum, [name, count]) => sum + count * centsOf.get(name), 0);

function add(name) {
  cart.set(name, (cart.get(name) ?? 0) + 1);
  tallybeacon.increment("cart.add");
  tallybeacon.appendUnique("product", name);
  show(`${name} is in your cart.`);
}

function remove(name) {
  const left = cart.get(name) - 1;
  if (left > 0) cart.set(name, left);
  else cart.delete(name);
  tallybeacon.increment("cart.remove");
  show(`One ${name} less.`);
}

function pay() {
  tallybeacon.add("checkout.paid", total());
  cart.clear();
  show("Thank you. Nothing was charged, nothing will be sent.");
  one("#cart-hint").textContent = "Thank you!";
  one("#cart").focus();
}

for (const plant of plants) {
  const { name, cents } = plant.dataset;
  const button = plant.querySelector("button");
  const tag = document.createElement("span");
  tag.className = "price";
  tag.textContent = price(Number(cents));
  button.before(tag);
  button.setAttribute("aria-label", `Add ${name} to cart`);
  button.addEventListener("click", () => add(name));
}
one("#pay").addEventListener("click", pay);
one("#break").addEventListener("click", () => {
  throw new Error("thrown on purpose");
});

const term = one("#search input");
term.addEventListener("input", () => {
  const wanted = term.value.trim().toLowerCase();
  for (const plant of plants) plant.hidden = !plant.textContent.toLowerCase().includes(wanted);
  one("#nothing").hidden = plants.some(({ hidden }) => !hidden);
});
term.addEventListener("change", () => {
  const text = term.value.trim().toLowerCase();
  if (text) tallybeacon.appendUnique("search.term", text);
});
one("#search").addEventListener("submit", (event) => event.preventDefault());

const lines = new Map();

function show(said) {
  for (const [name, line] of lines) {
    if (cart.has(name)) continue;
    if (line.node.contains(document.activeElement)) one("#cart").focus();
    line.node.remove();
    lines.delete(name);
  }
  for (const [name, count] of cart) {
    if (!lines.has(name)) lines.set(name, lineOf(name));
    lines.get(name).count.textContent = count;
    lines.get(name).sum.textContent = price(count * centsOf.get(name));
  }
  one("#cart-count").textContent = [...cart.values()].reduce((sum, count) => sum + count, 0);
  one("#cart-hint").hidden = cart.size > 0;
  one("#cart-hint").textContent = "Nothing in it yet.";
  one("#pay").hidden = cart.size === 0;
  one("#pay").textContent = `Check out · ${price(total())}`;
  one("#said").textContent = said;
  sessionStorage.setItem("cart", JSON.stringify([...cart]));
}

function lineOf(name) {
  const node = one("#line").content.firstElementChild.cloneNode(true);
  const [less, more] = node.querySelectorAll("button");
  node.querySelector(".what").textContent = name;
  less.setAttribute("aria-label", `One ${name} less`);
  more.setAttribute("aria-label", `One more ${name}`);
  less.addEventListener("click", () => remove(name));
  more.addEventListener("click", () => add(name));
  one("#cart-lines").append(node);
  return { node, count: node.querySelector(".count"), sum: node.querySelector(".sum") };
}

show("");
