import { RemovalPolicy } from 'aws-cdk-lib'
import {
  type Attribute,
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { indexes, projected } from '../../shared/data/indexes.ts'

const key = (name: string): Attribute => ({ name, type: AttributeType.STRING })

/**
 * The one table. A `TableV2`, because a table can't be turned into one later, and only it takes a replica in a second region; what
 * cdk-nag therefore does not check here, test/infra/table.test.ts does.
 */
export class RosterTable extends Construct {
  readonly tableName: string
  readonly tableArn: string
  readonly streamArn: string
  readonly indexArns: string[]
  readonly resource: TableV2

  constructor(scope: Construct, id: string, { keepData }: { keepData: boolean }) {
    super(scope, id)
    this.resource = new TableV2(this, 'Table', {
      partitionKey: key('pk'),
      sortKey: key('sk'),
      globalSecondaryIndexes: Object.entries(indexes).map(([indexName, { partitionKey, sortKey }]) => ({
        indexName,
        partitionKey: key(partitionKey),
        sortKey: key(sortKey),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...projected],
      })),
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAtSeconds',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // AWS's managed key and not its owned one: every use of it stands in CloudTrail.
      encryption: TableEncryptionV2.awsManagedKey(),
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const { tableName, tableArn, tableStreamArn } = this.resource
    if (!tableStreamArn) throw new Error('The table has no stream.')
    this.tableName = tableName
    this.tableArn = tableArn
    this.streamArn = tableStreamArn
    this.indexArns = Object.keys(indexes).map(name => `${tableArn}/index/${name}`)
  }
}
