import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** Written as log lines in CloudWatch's embedded metric format: what AWS's own metrics do not tell by route. */
const metrics = new Metrics({ namespace: 'Roster', serviceName: 'roster' })

/** `Failed`: our fault. `Unavailable`: a dependency did not answer, or conflicts outlasted the retries. `SetAside`: a message nobody can handle. */
export function countOne(name: 'Failed' | 'Unavailable' | 'SetAside', where: string): void {
  metrics.singleMetric().addDimension('where', where).addMetric(name, MetricUnit.Count, 1)
}
