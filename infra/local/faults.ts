export type FaultyService = 'ses' | 'dynamodb' | 'cognito' | 'sqs' | 'events'

/**
 * As `POST /faults` takes it: `operation` is `*` or an AWS action's name; `skip` is how many calls pass before it breaks, `count` how
 * many fail before it mends itself.
 */
export type Fault = { service: FaultyService; operation: string; rate: number; error: string; skip?: number; count?: number }

export type Faults = {
  /** A fault of rate 0 clears the service's faults for that operation (all of them for `*`). */
  set(fault: Fault): void
  /** The name of the AWS error that this call must fail with, or null. */
  strike(service: FaultyService, operation: string): string | null
}

/** @param random 0..1, for tests that need the same faults again */
export function openFaults(random: () => number = Math.random): Faults {
  let faults: Fault[] = []
  const same = (one: Fault, other: Fault) =>
    one.service === other.service && (other.operation === '*' || one.operation === other.operation)
  return {
    set(fault) {
      faults = faults.filter(one => !same(one, fault))
      if (fault.rate > 0) faults.push({ ...fault })
    },
    strike(service, operation) {
      const fault = faults.find(one => one.service === service && (one.operation === '*' || one.operation === operation))
      if (!fault || passes(fault) || fault.count === 0 || random() >= fault.rate) return null
      if (fault.count !== undefined) fault.count -= 1
      return fault.error
    },
  }
}

function passes(fault: Fault): boolean {
  if (!fault.skip) return false
  fault.skip -= 1
  return true
}
