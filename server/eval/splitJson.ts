/** JSON documents that stand in one text one after the other, with or without blanks or lines between them. */

/** The text of each document. Throws SyntaxError when the text ends within one. */
export function splitJson(text: string): string[] {
  const documents: string[] = [];
  let depth = 0;
  let from = -1;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") {
      if (depth++ === 0) from = at;
    } else if ((character === "}" || character === "]") && --depth === 0) {
      documents.push(text.slice(from, at + 1));
      from = -1;
    }
  }
  if (depth !== 0 || inString) throw new SyntaxError("The JSON ends within a document.");
  return documents;
}
