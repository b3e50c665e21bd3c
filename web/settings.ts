/** What the server writes into the page in place of `{{settings}}`. */
export type Settings = {
  productName: string
  /** Shown in place of the name, at these pixels. */
  logo: { url: string; width: number; height: number } | null
  /** Where people sign in to the product. */
  signInUrl: string
  issuer: string
  clientId: string
  /** The client for the own account: its tokens set up an authenticator app, and do nothing else here. */
  accountClientId: string
  /** Base of the hosted login: before `/oauth2/authorize`, `/oauth2/token` and `/logout`. */
  loginUrl: string
}

export function readSettings(): Settings {
  const text = document.getElementById('settings')?.textContent ?? ''
  const settings: Settings = JSON.parse(text)
  return settings
}
