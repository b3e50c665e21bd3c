import { bareAddress, type Outgoing } from './mail.ts'

type Content = { Data: string }
type Pair = { Name: string; Value: string }

/** SendEmail's body, as far as Roster uses it: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export type SendEmail = {
  FromEmailAddress?: string
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] }
  ReplyToAddresses?: string[]
  Content?: { Simple?: { Subject?: Content; Body?: { Text?: Content; Html?: Content }; Headers?: Pair[] } }
  EmailTags?: Pair[]
  ConfigurationSetName?: string
}

export type SesRefusal = { code: string; message: string }

const everybody = ({ ToAddresses = [], CcAddresses = [], BccAddresses = [] }: NonNullable<SendEmail['Destination']>) => [
  ...ToAddresses,
  ...CcAddresses,
  ...BccAddresses,
]

/**
 * Why SES would not take this mail, or null.
 * @param verified addresses, and domains, which speak for their subdomains too
 */
export function refusalOf(mail: SendEmail, verified: string[]): SesRefusal | null {
  const bad = wrongWith(mail)
  if (bad) return { code: 'BadRequestException', message: bad }
  const from = bareAddress(mail.FromEmailAddress ?? '')
  if (verified.some(identity => speaksFor(identity.toLowerCase(), from.toLowerCase()))) return null
  const message = `Email address is not verified. The following identities failed the check in region US-EAST-1: ${from}`
  return { code: 'MessageRejected', message }
}

const speaksFor = (identity: string, address: string) =>
  identity.includes('@') ? identity === address : address.endsWith(`@${identity}`) || address.endsWith(`.${identity}`)

function wrongWith({ FromEmailAddress, Destination = {}, ReplyToAddresses = [], Content, EmailTags = [] }: SendEmail) {
  const recipients = everybody(Destination)
  const simple = Content?.Simple
  if (!FromEmailAddress) return 'Missing required parameter FromEmailAddress.'
  if (!recipients.length) return 'Missing required parameter Destination.'
  if (recipients.length > 50) return 'Recipient count exceeds 50.'
  const addresses = [FromEmailAddress, ...recipients, ...ReplyToAddresses]
  const illegal = addresses.map(faultOfAddress).find(fault => fault !== null)
  if (illegal) return illegal
  if (!simple) return 'Only simple content is known here.'
  if (!simple.Subject?.Data) return "Empty required header 'Subject'."
  if (/[\r\n]/.test(simple.Subject.Data)) return 'Subject contains control characters.'
  if (!simple.Body?.Text?.Data && !simple.Body?.Html?.Data) return 'Missing required parameter Body.'
  return faultOfHeaders(simple.Headers ?? []) ?? faultOfTags(EmailTags)
}

/** SES takes no letter beyond ASCII in an address; a domain goes in Punycode. */
function faultOfAddress(written: string) {
  const address = bareAddress(written)
  if (/[\r\n]/.test(written)) return 'Illegal address: it contains control characters.'
  if (!address.includes('@')) return "Missing final '@domain'."
  if (/[^\x21-\x7e]/.test(address)) return 'Local address contains control or whitespace.'
  return /^[^@,;<>()[\]"\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(address) ? null : `Illegal address: ${address}`
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html */
function faultOfHeaders(headers: Pair[]) {
  if (headers.length > 15) return 'Too many headers.'
  const bad = headers.find(
    ({ Name, Value }) => !/^[\x21-\x39\x3b-\x7e]{1,126}$/.test(Name) || !/^[\x20-\x7e]{1,870}$/.test(Value),
  )
  return bad ? `Invalid header: ${bad.Name}` : null
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
function faultOfTags(tags: Pair[]) {
  const bad = tags.find(({ Name, Value }) => ![Name, Value].every(part => /^[\w-]{1,256}$/.test(part)))
  return bad ? `Invalid tag <${bad.Name}>: use only alphanumeric ASCII characters, '_', or '-'.` : null
}

const pairs = (list: Pair[] = []) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))

/** @param mail one that was not refused */
export function outgoingOf(mail: SendEmail): Outgoing {
  const simple = mail.Content?.Simple
  return {
    to: (mail.Destination?.ToAddresses ?? []).join(', '),
    from: mail.FromEmailAddress ?? '',
    subject: simple?.Subject?.Data ?? '',
    text: simple?.Body?.Text?.Data ?? '',
    html: simple?.Body?.Html?.Data ?? '',
    replyTo: mail.ReplyToAddresses ?? [],
    headers: pairs(simple?.Headers),
    tags: pairs(mail.EmailTags),
    configurationSet: mail.ConfigurationSetName ?? null,
    recipients: everybody(mail.Destination ?? {}).map(bareAddress),
  }
}
