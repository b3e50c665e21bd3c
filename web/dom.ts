type Child = Node | string | null | undefined | false
type Attributes = Record<string, string | boolean | null>

/** An element with attributes (`true` for one without a value, null or `false` for none) and children. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value)
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false))
  return element
}

export function button(
  label: string,
  onClick: () => unknown,
  kind: 'primary' | 'quiet' | 'danger' = 'primary',
): HTMLButtonElement {
  const element = el('button', { type: 'button', class: kind }, label)
  element.addEventListener('click', onClick)
  return element
}

let shown = 0

/** Replaces the page. What was there may have had the focus, so it moves to the new heading; not on the first view, which nobody left. */
export function show(title: string, ...children: Child[]) {
  const heading = el('h1', { tabindex: '-1' }, title)
  document.title = title
  document.getElementById('page')?.replaceChildren(heading, ...el('div', {}, ...children).childNodes)
  shown += 1
  if (shown > 1) heading.focus()
}

/** The view between two others, which takes no focus. */
export function showLoading(title: string, text: string) {
  document.getElementById('page')?.replaceChildren(el('h1', {}, title), el('p', { role: 'status', class: 'muted' }, text))
}

type Brand = { productName: string; logo: { url: string; width: number; height: number } | null }

/** Above everything that is shown. */
export function showBrand({ productName, logo }: Brand) {
  const size = logo && { width: String(logo.width), height: String(logo.height) }
  document.getElementById('brand')?.replaceChildren(logo ? el('img', { src: logo.url, alt: productName, ...size }) : productName)
}
