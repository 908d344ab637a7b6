// In the picture of the network: whatever has focus or lies under the pointer keeps its links, others fade.
const net = document.querySelector("svg.net");
const wires = net ? [...net.querySelectorAll(".wires path")] : [];
const things = net ? [...net.querySelectorAll("a[data-n]")] : [];

function light(thing) {
  const own = thing && thing.dataset.n;
  const near = new Set([own]);
  for (const wire of wires) {
    const on = own && (wire.dataset.a === own || wire.dataset.b === own);
    wire.classList.toggle("on", Boolean(on));
    if (on) near.add(wire.dataset.a).add(wire.dataset.b);
  }
  for (const each of things) each.classList.toggle("near", Boolean(own) && near.has(each.dataset.n));
  net.classList.toggle("lit", Boolean(own));
}

for (const thing of things) {
  thing.addEventListener("pointerenter", () => light(thing));
  thing.addEventListener("pointerleave", () => light(things.find((each) => each === document.activeElement)));
  thing.addEventListener("focus", () => light(thing));
  thing.addEventListener("blur", () => light(null));
}
