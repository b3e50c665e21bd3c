import type { Credentials, Links } from './aws/cognito.ts'
import type { Bus } from './aws/eventbridge.ts'
import type { PasswordResets } from './aws/password-resets.ts'
import type { SigningKey } from './aws/secrets.ts'
import type { Mailer, Suppressions } from './aws/ses.ts'
import type { ReadSessions, Sessions } from './aws/sessions.ts'
import type { Queues } from './aws/sqs.ts'
import type { ReadTable, Table } from './data/table.ts'
import type { PageLinks } from './links.ts'
import type { Pages } from './pages.ts'
import type { IdentityProviders } from './providers.ts'
import type { Grant } from './routes/route.ts'

/** What each grant puts into a handler's hands. IAM gives the same, from the same declaration (`infra/grants.ts`). */
type ToolOf = {
  'table:read': { table: ReadTable }
  'table:write': { table: Table }
  'credentials:admin': { credentials: Credentials }
  'sessions:read': { sessions: ReadSessions }
  'sessions:end': { sessions: Sessions }
  'credentials:link': { links: Links }
  'passwords:reset': { resets: PasswordResets }
  'links:make': { pageLinks: PageLinks }
  'mail:send': { mailer: Mailer }
  'mail:unsuppress': { suppressions: Suppressions }
  'events:publish': { bus: Bus }
  'queues:send': { queues: Queues }
  'signing-key:read': { signingKey: SigningKey }
  'pages:read': { pages: Pages }
  'providers:read': { providers: IdentityProviders }
}

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never

/** Exactly the tools of these grants: less does not compile, more is not in the type. */
export type ToolsOf<Grants extends readonly Grant[]> = Grants[number] extends never
  ? object
  : Intersection<ToolOf[Grants[number]]>
