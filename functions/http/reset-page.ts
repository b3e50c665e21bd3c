import { endpoint } from '../../shared/http/endpoint.ts'
import { page } from '../../shared/http/page.ts'
import { pages } from '../../shared/pages.ts'
import { resetPage } from '../../shared/routes/system.ts'

export const handler = endpoint(resetPage, { pages }, (_, { pages }) => page(pages, 'reset.html'))
