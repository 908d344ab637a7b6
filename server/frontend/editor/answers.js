// Answers without leaving the page: the server makes the same page as without script, and its answer is put in.

const UNREACHED = {
  title: "No answer came",
  detail: "The server could not be reached, or does not take a query this long.",
  remedy: "The query is still here: shorten it, or run it again when there is a connection.",
};

export class Answers {
  /**
   * @param place element that holds the answer
   * @param heard functions: told, called with what an answer says of itself; waiting, with whether one is awaited
   */
  constructor(place, heard) {
    this.place = place;
    this.heard = heard;
    this.search = location.search;
    place.addEventListener("click", (event) => this.follow(event));
    this.live();
  }

  /** Asks what the form asks. */
  ask(form) {
    const asked = new URLSearchParams(new FormData(form));
    asked.delete("format");
    return this.load(`${form.getAttribute("action")}?${asked}`, true);
  }

  get busy() {
    return this.awaited !== undefined;
  }

  /** Gives up what is awaited; the server hears of it and ends the query. */
  stop() {
    this.awaited?.abort();
    this.await(undefined);
    document.querySelector("#status").textContent = "Stopped";
  }

  /** Returns what the answer on the page says of itself. */
  shown() {
    const { line, column, message, remedy, summary } = this.place.querySelector("[data-answer]")?.dataset ?? {};
    return { line: Number(line) || 0, column: Number(column) || 1, message, remedy, summary };
  }

  /** Opens another page or order of the same answer here. */
  follow(event) {
    const link = event.target.closest("a[data-here]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const heading = link.closest("th");
    this.load(link.getAttribute("href"), false, heading ? `th:nth-child(${heading.cellIndex + 1}) a` : `a[rel=${link.rel}]`);
  }

  async load(address, asked, used) {
    this.awaited?.abort();
    const waiting = new AbortController();
    this.await(waiting);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: waiting.signal });
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const made = page.querySelector("#answer");
      if (!made) return this.refuse(JSON.parse(text));
      this.place.replaceChildren(...made.childNodes);
      history.pushState(null, "", address);
      this.search = location.search;
      document.title = page.title;
      this.live();
      this.heard.told({ ...this.shown(), asked });
      this.announce(asked);
      this.refocus(used);
    } catch {
      if (!waiting.signal.aborted) this.refuse(UNREACHED);
    } finally {
      if (this.awaited === waiting) this.await(undefined);
    }
  }

  /** Says why there is no answer; what was asked stays where it is. */
  refuse({ title, detail, remedy }) {
    const section = document.createElement("section");
    section.className = "problem";
    for (const [name, words] of [["h2", title], ["p", detail], ["p", remedy]]) {
      const element = document.createElement(name);
      element.textContent = words ?? "";
      section.append(element);
    }
    this.place.replaceChildren(section);
    document.querySelector("#status").textContent = `${title}. ${detail}`;
  }

  await(waiting) {
    this.awaited = waiting;
    this.place.setAttribute("aria-busy", this.busy);
    this.heard.waiting(this.busy);
  }

  /** Says what came, to eyes by scrolling as far as needed and to ears by the live region. */
  announce(asked) {
    document.querySelector("#status").textContent = this.shown().summary ?? "";
    const head = this.place.querySelector("h2");
    if (asked && head) head.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** Puts the focus back on what was used, or its answer: what had it has been replaced, and so is lost. */
  refocus(used) {
    if (!used || document.activeElement !== document.body) return;
    (this.place.querySelector(used) ?? this.place.querySelector(".scroll"))?.focus();
  }

  /** Wakes what only works with script. */
  live() {
    const button = this.place.querySelector("button[data-copy]");
    if (!button || !navigator.clipboard) return; // Browsers have none for a page that came without TLS.
    button.hidden = false;
    button.addEventListener("click", async () => {
      const copied = navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      button.textContent = await copied.then(() => "Copied", () => "Not copied: the browser refused");
      document.querySelector("#status").textContent = button.textContent;
    });
  }
}
