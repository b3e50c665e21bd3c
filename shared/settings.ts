import type { PermissionEntry } from './domain/permissions.ts'

/**
 * Everything that a team sets before it deploys, in one place. A stage is chosen with `cdk deploy -c stage=prod`; what stands at
 * `product` and `permissions` is the same in every stage.
 */
export type Settings = {
  product: {
    /** Stands in mails, on the accept page and on the pages of this product. */
    name: string
    /**
     * A PNG, JPEG or GIF at an absolute https URL that everybody can open, made for a light ground; best with twice as many pixels as it is
     * shown with: at most 240 wide and 64 high. Left out: the name stands in its place.
     */
    logo?: { url: string; width: number; height: number }
    /** Of buttons and links, as `#rrggbb`. What is written on it, and what dark screens need, follows from it. Left out: a blue. */
    colour?: string
    /** The IANA time zone, such as `Europe/Paris`, in which mails tell times unless the inviter says another. Left out: UTC. */
    timeZone?: string
  }
  /** Permissions of the product around Roster: roles and tokens carry them like Roster's own. Keys look like `reports:read`. */
  permissions: PermissionEntry[]
  stages: Record<string, StageSettings>
}

export type StageSettings = {
  /** An address whose domain this AWS account owns: SES sends from it. */
  mailFrom: string
  /**
   * A domain name of your own for API and pages, with its certificate in ACM, in the same region. Left out: API Gateway's. DNS is yours:
   * point the name at the output `DomainTarget`.
   */
  domain?: { name: string; certificateArn: string }
  /** Where people sign in to the product. Left out: Roster's own small page. An absolute https URL. */
  productUrl?: string
  /** Further pages that the hosted login may return to, such as a product on another origin. Exact https URLs. */
  callbackUrls?: string[]
  /** Origins of browser applications that call the API directly, such as `https://app.example.com`. */
  corsOrigins?: string[]
  /** Begins the domain of the hosted login page, unique in the region; left out: made from the stage and the account. */
  loginDomainPrefix?: string
  /** Who else may sign people in: the companies of your customers, each for the mailboxes of its own domains. */
  identityProviders?: IdentityProviderSettings[]
  /** Who is told by mail when an alarm goes off. */
  alarmMail?: string
  /** Whether `cdk destroy` keeps the table and the user pool. Left out: kept. */
  keepData?: boolean
}

export type IdentityProviderSettings = {
  /** 3 to 32 letters, digits, dots and hyphens. Organizations name it in their group mappings, and it can't be changed later. */
  name: string
  /**
   * The domains of the mailboxes that it may speak for, each one that the company owns, and all of its subdomains by name. Whoever it says has such a
   * mailbox is that person here.
   */
  domains: string[]
  /** What it calls a person's login email, which nobody but its administrators may be able to change. Left out: `email`. */
  emailAttribute?: string
  /** What it calls a person's groups. Left out: `groups`. */
  groupsAttribute?: string
  /** By the URL of its metadata, or by their content. */
  saml?: { metadataUrl: string } | { metadata: string }
  /** `clientSecretName` is the name of a secret of yours in Secrets Manager; the secret itself never stands here. */
  oidc?: { issuer: string; clientId: string; clientSecretName: string; scopes?: string[] }
}

export const settings: Settings = {
  product: { name: 'Roster' },
  permissions: [
    { key: 'reports:read', title: 'Read reports', description: 'An example of a permission of your own product; replace it.' },
  ],
  stages: {
    dev: { mailFrom: 'roster@example.com', keepData: false },
    prod: { mailFrom: 'roster@example.com' },
  },
}
