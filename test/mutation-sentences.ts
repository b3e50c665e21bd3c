type Text = { isStringLiteral(): boolean; isTemplateLiteral(): boolean; toString(): string }

/** What is said to people in sentences is no rule: to change a word of it breaks nothing. A code or a permission has no space in it. */
const sentences = {
  shouldIgnore: (text: Text) =>
    (text.isStringLiteral() || text.isTemplateLiteral()) && /\s/.test(text.toString()) ? 'said to people' : undefined,
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'sentences', value: sentences }]
