// Suggestions as one types, for every form with role search; without this the form works as it is.
// A combobox after the ARIA Authoring Practices 1.2: the field keeps the focus, arrows choose, Escape closes.
"use strict";
for (const form of document.querySelectorAll("form.find")) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const said = document.createElement("span");
  let shown = [], chosen = -1, asked = "", waiting = 0;
  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  said.className = "vh";
  said.setAttribute("role", "status");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
    field.setAttribute(name, value);
  form.classList.add("suggesting");
  form.append(list, said);

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === number)));
    if (number < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", list.children[number].id);
      list.children[number].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (found) => {
    const kept = shown[chosen]?.path; // An answer that comes late takes nobody's choice away.
    shown = found;
    list.replaceChildren(...found.map((each, place) => {
      const item = document.createElement("li");
      const kind = document.createElement("span");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = each.label;
      kind.className = "soft";
      kind.textContent = [each.also && `also ${each.also}`, each.kind].filter(Boolean).join(", ");
      item.append(" ", kind);
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => location.assign(each.path));
      return item;
    }));
    said.textContent = found.length ? `${found.length} suggestion${found.length > 1 ? "s" : ""}` : "";
    if (!found.length || document.activeElement !== field) return close();
    list.hidden = false;
    choose(found.findIndex((each) => each.path === kept));
    field.setAttribute("aria-expanded", "true");
  };
  const ask = async () => {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    if (!text) return show([]);
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text.slice(0, 200))}`, { headers: { Accept: "application/json" } });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (text === asked) show(found);
    } catch {
      close();
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // The key chooses among letters, not among suggestions.
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && shown.length) {
      event.preventDefault();
      if (list.hidden) show(shown);
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + (chosen < 0 && step < 0 ? 1 : 0) + shown.length) % shown.length);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(shown[chosen].path);
    }
  });
}
