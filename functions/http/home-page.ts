import { endpoint } from '../../shared/http/endpoint.ts'
import { page } from '../../shared/http/page.ts'
import { pages } from '../../shared/pages.ts'
import { homePage } from '../../shared/routes/system.ts'

export const handler = endpoint(homePage, { pages }, (_, { pages }) => page(pages, 'home.html'))
