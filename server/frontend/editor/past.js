// Queries that were run in this browser: kept there and nowhere else.

const KEY = "bilat.queries";
const MOST = 30;
const LONGEST_TITLE = 70;

export class Past {
  /**
   * @param place element that holds a list and a button to clear it; hidden while there is nothing
   * @param choose called with the text of a query
   */
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    place.querySelector("button").addEventListener("click", () => this.keep([]));
    this.show(this.kept());
  }

  /** Adds a query at the top; one that is there already moves up. */
  add(text, summary) {
    const others = this.kept().filter((each) => each.text !== text);
    this.keep([{ text, summary }, ...others].slice(0, MOST));
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  }

  keep(entries) {
    try {
      localStorage.setItem(KEY, JSON.stringify(entries));
    } catch {
      // A browser that keeps nothing still shows what was run on this page.
    }
    this.show(entries);
  }

  show(entries) {
    this.place.hidden = !entries.length;
    this.place.querySelector("ul").replaceChildren(...entries.map((each) => this.item(each)));
  }

  item({ text, summary }) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = title(text);
    button.addEventListener("click", () => this.choose(text));
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = summary;
    item.append(button, note);
    return item;
  }
}

/** Returns the first comment that says something, or else the first line after the prefixes. */
function title(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const question = lines.find((line) => /^#\s*question:/.test(line)) ?? lines.find((line) => /^#\s*\w/.test(line));
  const line = question?.replace(/^#\s*(question:\s*)?/, "") ?? lines.find((each) => each && !/^(PREFIX|BASE)\b/i.test(each)) ?? "";
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE - 1)}…` : line;
}
