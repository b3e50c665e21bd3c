/** `npm start` takes the ports from `PORT` on; what is taken by somebody else goes to any free one, but the API itself must have its own. */
export async function onPort<T>(wanted: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(wanted)
  } catch (error) {
    if (!isTaken(error)) throw error
    return start(0)
  }
}

export const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
