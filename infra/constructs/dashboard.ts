import { Duration, Stack } from 'aws-cdk-lib'
import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { type Alarms, setAside, type Watched } from './alarms.ts'

const period = Duration.minutes(5)

/** One page: is anything wrong, how much is going on, how fast, and what is waiting. */
export const newDashboard = (scope: Construct, id: string, watched: Watched, alarms: Alarms): Dashboard =>
  new Dashboard(scope, id, {
    dashboardName: Stack.of(scope).stackName,
    defaultInterval: Duration.hours(12),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24 })],
      requests(watched),
      waiting(watched),
      behind(watched),
    ],
  })

const sum = { period, statistic: 'Sum' }
const most = { period, statistic: 'Maximum' }

const requests = ({ http }: Watched): IWidget[] => [
  graph('Requests', [http.metricCount(sum), http.metricClientError(sum), http.metricServerError(sum)]),
  graph(
    'Latency',
    ['p50', 'p95', 'p99'].map(statistic => http.metricLatency({ period, statistic, label: statistic })),
  ),
]

const waiting = ({ deployment }: Watched): IWidget[] => [
  graph(
    'Oldest message (s)',
    named(deployment.queues.live, (queue, label) => queue.metricApproximateAgeOfOldestMessage({ ...most, label })),
  ),
  graph(
    'Set aside',
    named(setAside(deployment), (queue, label) => queue.metricApproximateNumberOfMessagesVisible({ ...most, label })),
  ),
]

const behind = ({ background }: Watched): IWidget[] => [
  graph(
    'Errors in the background',
    background.map(({ spec, lambda }) => lambda.metricErrors({ ...sum, label: spec.name })),
  ),
  graph(
    'Time in the background',
    background.map(({ spec, lambda }) => lambda.metricDuration({ period, statistic: 'p95', label: spec.name })),
  ),
]

const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, left, width: 12, height: 6, liveData: true })

const named = <Thing>(things: Record<string, Thing>, metric: (thing: Thing, label: string) => IMetric): IMetric[] =>
  Object.entries(things).map(([label, thing]) => metric(thing, label))
