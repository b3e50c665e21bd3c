/** What a deployment's `outputs.json` says. */
export type VerifierOptions = {
    /** `IssuerUrl`; or `userPoolId`, from which it follows. */
    issuer?: string;
    /** `UserPoolId`, in place of `issuer`; AWS's own regions outside China only. */
    userPoolId?: string;
    /** `UserPoolClientId`. */
    clientId: string;
    /** `ApiUrl`: asked (`GET /v1/me`) where something does not fit into a token. Without it such a token is an error. */
    apiUrl?: string;
    /** How long after its end a token still counts, for a machine whose clock is ahead; 0 unless said, so that 15 minutes are no more. */
    clockToleranceSeconds?: number;
};
/** Somebody with an access token, in the organization that it speaks for. */
export type Who = {
    userId: string;
    /** Null for somebody who is a member nowhere yet, and has nothing below. */
    orgId: string | null;
    /** Ids. */
    roles: string[];
    permissions: string[];
    sites: 'all' | string[];
    has(permission: string): boolean;
    /** Whether they have access to this site. */
    at(siteId: string): boolean;
};
/** `verify` takes a token, or the whole `Authorization` header; it throws a `RosterError`. */
export type RosterVerifier = {
    verify(authorization: string | null | undefined): Promise<Who>;
};
/** Answer your own client with `status`: 401 sign in (again), 403 sign in with a second factor, 503 try again later, 500 mend the configuration, as `message` says. */
export declare class RosterError extends Error {
    readonly status: 401 | 403 | 500 | 503;
    constructor(status: 401 | 403 | 500 | 503, message: string, options?: ErrorOptions);
}
/** T6: verifies the access tokens of a Roster deployment, in the back end of the product around it. Make one, and keep it. */
export declare function rosterVerifier({ clientId, apiUrl, clockToleranceSeconds, ...pool }: VerifierOptions): RosterVerifier;
