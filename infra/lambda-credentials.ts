const variable = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`Lambda sets ${name}; outside of it there are no credentials here.`)
  return value
}

/**
 * Bundled in place of the AWS SDK's search for credentials: Lambda puts a function's credentials into its environment and nowhere
 * else, and what looks for them in files, single sign-on and instance metadata would be a third of every bundle.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: variable('AWS_ACCESS_KEY_ID'),
  secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
  sessionToken: process.env.AWS_SESSION_TOKEN,
})
