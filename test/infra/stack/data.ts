import { describe, expect, test } from 'vitest'
import { plain, synthesize } from './synthesized.ts'

const kept = plain.resources
const droppable = synthesize({ settings: { keepData: false } }).resources
const table = kept.one('AWS::DynamoDB::GlobalTable')

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
]

/** cdk-nag does not look at this kind of table. */
describe('the table', () => {
  test('is paid by request, encrypted, streamed with both images, and forgets what has expired', () => {
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
    })
  })

  test('can be restored to any second, and not be deleted', () => {
    const replica = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true }
    expect(table.properties.Replicas).toEqual([expect.objectContaining(replica)])
  })

  test('has the key and the five indexes of the design, which project one row of the users list', () => {
    const index = (IndexName: string, partition: string, sort: string) => ({
      IndexName,
      KeySchema: keys(partition, sort),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['user', 'invitation', 'lastSignInAt'] },
    })
    expect(table.properties.KeySchema).toEqual(keys('pk', 'sk'))
    expect(table.properties.GlobalSecondaryIndexes).toEqual([
      index('byName', 'pk', 'byName'),
      index('byEmail', 'pk', 'byEmail'),
      index('byCreation', 'pk', 'byCreation'),
      index('byLastSignIn', 'pk', 'byLastSignIn'),
      index('byCell', 'cell', 'cellKey'),
    ])
  })
})

const precious = ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool', 'AWS::SecretsManager::Secret']

test.for(precious)('destroying the stack keeps the %s, unless the settings say otherwise', type => {
  expect(kept.one(type).deletionPolicy).toBe('Retain')
  expect(droppable.one(type).deletionPolicy).toBe('Delete')
})

test('the user pool is protected as the table is', () => {
  expect(kept.one('AWS::Cognito::UserPool').properties.DeletionProtection).toBe('ACTIVE')
  expect(droppable.one('AWS::Cognito::UserPool').properties.DeletionProtection).not.toBe('ACTIVE')
  expect(JSON.stringify(droppable.one('AWS::DynamoDB::GlobalTable').properties.Replicas)).not.toMatch(
    /"DeletionProtectionEnabled":true/,
  )
})

test('the signing secret is made at random and stands in no template', () => {
  expect(kept.one('AWS::SecretsManager::Secret').properties).toMatchObject({ GenerateSecretString: { PasswordLength: 64 } })
  expect(kept.one('AWS::SecretsManager::Secret').properties).not.toHaveProperty('SecretString')
})
