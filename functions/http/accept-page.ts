import { endpoint } from '../../shared/http/endpoint.ts'
import { page } from '../../shared/http/page.ts'
import { pages } from '../../shared/pages.ts'
import { acceptPage } from '../../shared/routes/system.ts'

export const handler = endpoint(acceptPage, { pages }, (_, { pages }) => page(pages, 'accept.html'))
