/** Keys and rights that come over plain http could be anybody's, unless they never leave the machine. */
export function checkedUrl(option: string, url: string): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  const isLocal = protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname)
  if (protocol !== 'https:' && !isLocal) throw new TypeError(`rosterVerifier: ${option} "${url}" is not an absolute https URL.`)
  return url.replace(/\/$/, '')
}

/** Of a user pool in one of AWS's own regions. */
export function issuerOf(userPoolId = ''): string {
  const region = /^([a-z0-9-]+)_\w+$/.exec(userPoolId)?.[1]
  if (!region) throw new TypeError('rosterVerifier needs issuer, the deployment’s IssuerUrl, or userPoolId.')
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
}
