import { Duration, Stack } from 'aws-cdk-lib'
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { Construct } from 'constructs'
import type { StageSettings } from '../../shared/settings.ts'
import { newLogGroup } from './logs.ts'

/**
 * The route's template and not the path, no query and no header: tokens, filters and ids stay out of the log, and so does whatever a
 * client could write into it. The user agent stands in the audit log.
 */
const logged = {
  time: AccessLogField.contextRequestTime(),
  requestId: AccessLogField.contextRequestId(),
  routeKey: '$context.routeKey',
  status: AccessLogField.contextStatus(),
  latencyMs: AccessLogField.contextResponseLatency(),
  integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
  responseBytes: AccessLogField.contextResponseLength(),
  ip: AccessLogField.contextIdentitySourceIp(),
  gatewayError: AccessLogField.contextErrorResponseType(),
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
}

/** The HTTP API with its one stage; the routes come from the route table. */
export class Api extends Construct {
  readonly http: HttpApi
  readonly stage: HttpStage
  /** Without a slash at its end. */
  readonly url: string
  /** What a domain name of one's own has to point at. */
  readonly domainTarget: string | undefined

  constructor(scope: Construct, id: string, { corsOrigins, domain }: Pick<StageSettings, 'corsOrigins' | 'domain'>) {
    super(scope, id)
    const { stackName } = Stack.of(this)
    this.http = new HttpApi(this, 'Http', {
      apiName: stackName,
      createDefaultStage: false,
      corsPreflight: corsOf(corsOrigins),
      // One address only: cookies, links and callback URLs belong to one origin.
      disableExecuteApiEndpoint: domain !== undefined,
    })
    const domainName = domain && this.openDomain(domain)
    this.domainTarget = domainName?.regionalDomainName
    this.url = domain ? `https://${domain.name}` : this.http.apiEndpoint
    // Log groups with this prefix need no entry of their own in the account's resource policy, which holds few.
    const logGroup = newLogGroup(this, 'AccessLogs', `/aws/vendedlogs/apigateway/${stackName}`)
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      domainMapping: domainName && { domainName },
      // A fuse for the bill, well above what a product's users do; the limits that tenants feel are in the table.
      throttle: { rateLimit: 500, burstLimit: 1000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(logged)),
      },
    })
  }

  private openDomain({ name, certificateArn }: NonNullable<StageSettings['domain']>): DomainName {
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', certificateArn)
    return new DomainName(this, 'Domain', { domainName: name, certificate, securityPolicy: SecurityPolicy.TLS_1_2 })
  }
}

/** API Gateway answers preflights itself, and only for these origins. */
const corsOf = (allowOrigins: string[] = []): CorsPreflightOptions | undefined =>
  allowOrigins.length === 0
    ? undefined
    : {
        allowOrigins,
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.PATCH, CorsHttpMethod.DELETE],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
        exposeHeaders: ['etag', 'retry-after', 'x-request-id'],
        maxAge: Duration.hours(1),
      }
