// Two spaces for each bracket that is open, and one step back for a line that begins by closing one.

import { indentService, indentUnit } from "@codemirror/language";

const STEP = 2;
/** Strings, IRIs and comments may hold brackets that open nothing. */
const NO_BRACKETS = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g;

export const indentation = [
  indentUnit.of(" ".repeat(STEP)),
  indentService.of((context, position) => {
    const before = context.state.sliceDoc(0, position).replace(NO_BRACKETS, "");
    const open = (before.match(/[{([]/g) ?? []).length - (before.match(/[})\]]/g) ?? []).length;
    const closes = /^\s*[})\]]/.test(context.lineAt(position, 1).text);
    return STEP * Math.max(0, open - (closes ? 1 : 0));
  }),
];
