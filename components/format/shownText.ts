/** Text of a sender -> text that shows all of it: characters that browsers draw as nothing become U+FFFD. For showing alone. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for; tabs and line ends show as what they are.
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

export const shownText = (text: string): string => text.replace(INVISIBLE, "\ufffd");
