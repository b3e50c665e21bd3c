/** The table's indexes; every key attribute is a string. A user stands in all of them, what falls due only in `byCell`. */
export const indexes = {
  byName: { partitionKey: 'pk', sortKey: 'byName' },
  byEmail: { partitionKey: 'pk', sortKey: 'byEmail' },
  byCreation: { partitionKey: 'pk', sortKey: 'byCreation' },
  byLastSignIn: { partitionKey: 'pk', sortKey: 'byLastSignIn' },
  byCell: { partitionKey: 'cell', sortKey: 'cellKey' },
} as const

export type IndexName = keyof typeof indexes

/** What each of them projects: what one row of the users list shows. */
export const projected = ['user', 'invitation', 'lastSignInAt'] as const
