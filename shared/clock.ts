/**
 * The time of this moment, RFC 3339. The local stack moves its clock by `CLOCK_OFFSET_SECONDS`; a deployment does not set it.
 */
export const now = (): string => new Date(Date.now() + Number(process.env.CLOCK_OFFSET_SECONDS ?? 0) * 1000).toISOString()
