/** A form with a password, as it stands in a page. */
export type Form = { action: URL; fields: Record<string, string> }

/** The first form of the page that asks for username and password; the classic hosted UI has two, for narrow and wide screens. */
export function formIn(text: string, url: URL): Form | undefined {
  for (const [, attributes = '', inner = ''] of text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gsu)) {
    const inputs = [...inner.matchAll(/<input\b([^>]*)>/gsu)].map(([, input = '']) => input)
    const names = inputs.map(input => valueIn(input, 'name'))
    if (!names.includes('username') || !names.includes('password')) continue
    const fields = Object.fromEntries(inputs.map(input => [valueIn(input, 'name'), valueIn(input, 'value')]))
    return { action: new URL(valueIn(attributes, 'action'), url), fields }
  }
  return undefined
}

const valueIn = (attributes: string, name: string): string =>
  decode(new RegExp(String.raw`(?:^|\s)${name}="([^"]*)"`, 'u').exec(attributes)?.[1] ?? '')

const decode = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
