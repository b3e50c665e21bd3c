import { notFound } from '../../shared/domain/refusals.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { pages } from '../../shared/pages.ts'
import { pageAsset } from '../../shared/routes/system.ts'

const types: Record<string, string> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' }

export const handler = endpoint(pageAsset, { pages }, async ({ params: { file } }, { pages }) => {
  const [, ending = ''] = /^[a-z][a-zA-Z0-9-]*\.(js|css)$/.exec(file) ?? []
  const text = types[ending] ? await pages.read(file) : null
  if (text === null) throw notFound()
  return { text, headers: { 'content-type': types[ending] ?? '' } }
})
