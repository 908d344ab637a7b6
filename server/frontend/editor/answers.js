// Answers without leaving the page: the server makes the same page as without script, and its answer is put in.

export class Answers {
  /**
   * @param place element that holds the answer
   * @param heard functions: told, called with what an answer says of itself; waiting, with whether one is awaited
   */
  constructor(place, heard) {
    this.place = place;
    this.heard = heard;
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
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.querySelector("#answer");
      if (!made) throw new Error("not an answer");
      this.place.replaceChildren(...made.childNodes);
      history.pushState(null, "", address);
      document.title = page.title;
      this.live();
      this.heard.told({ ...this.shown(), asked });
      this.announce(asked);
      this.refocus(used);
    } catch {
      if (waiting.signal.aborted) return;
      location.assign(address);
    } finally {
      if (this.awaited === waiting) this.await(undefined);
    }
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
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      button.textContent = "Copied";
    });
  }
}
