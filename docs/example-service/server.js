import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { RosterError, rosterVerifier } from 'roster/verify'

// What `npm start` and `npm run deploy` write. In your own service these three come from its environment.
const file = process.env.ROSTER_OUTPUTS ?? '.roster/outputs.json'
const [{ IssuerUrl, UserPoolClientId, ApiUrl }] = Object.values(JSON.parse(readFileSync(file, 'utf8')))
const roster = rosterVerifier({ issuer: IssuerUrl, clientId: UserPoolClientId, apiUrl: ApiUrl })

const reports = [
  { title: 'Turnover', siteId: null },
  { title: 'Heating, building North', siteId: 'ste_north' },
]

/** Each gets who asks, and answers a status and a body. Data of your own belongs to `who.orgId`, never to one that the request names. */
const routes = {
  'GET /hello': who => [200, { userId: who.userId, orgId: who.orgId }],
  'GET /reports'(who) {
    if (!who.has('reports:read')) return [403, { error: 'You need the permission reports:read.' }]
    return [200, { items: reports.filter(({ siteId }) => siteId === null || who.at(siteId)) }]
  },
}

async function answer({ method, url, headers }) {
  const route = routes[`${method} ${url}`]
  if (!route) return [404, { error: 'There is nothing here.' }]
  return route(await roster.verify(headers.authorization))
}

function explain(error) {
  if (error instanceof RosterError && error.status !== 500) return [error.status, { error: error.message }]
  console.error(error)
  return [500, { error: 'Something is wrong here.' }]
}

const server = createServer((request, response) => {
  const send = ([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  void answer(request).catch(explain).then(send)
})

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
