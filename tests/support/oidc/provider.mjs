// A certified OpenID Connect provider that signs anybody in under the name they type. A test tells
// it who they are, and how it is to err. It reads its settings from standard input, and prints its
// issuer when it listens.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {SignJWT, decodeJwt, exportJWK, generateKeyPair} from 'jose';
import Provider from 'oidc-provider';

const {certificate, clients} = JSON.parse(readFileSync(0, 'utf8'));
const CLAIMS = ['groups', 'sub', 'client_id', 'name'].map((name) => `sagemaker:${name}`);
const FORM = '<!doctype html><title>Provider</title><form method="post">'
  + '<label>Login <input name="login" autofocus></label> <button>Continue</button></form>';

let people = {}; // the claims of each, by login
let amiss = {}; // what is put in the place of an ID token's claims
const first = await made('first');
let signing = first;

const server = createServer({cert: certificate, key: certificate});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `https://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients,
  jwks: {keys: [{...(await exportJWK(signing.privateKey)), kid: signing.kid, use: 'sig'}]},
  cookies: {keys: ['of a test']},
  claims: {openid: ['sub'], profile: ['name', 'roles'], sagemaker: CLAIMS},
  features: {devInteractions: {enabled: false}, rpInitiatedLogout: {enabled: true}},
  interactions: {url: (ctx, interaction) => `/interaction/${interaction.uid}`},
  pkce: {required: () => true},
  findAccount: (ctx, login) => ({accountId: login, claims: () => ({sub: login, ...people[login]})}),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId,
    });
    grant.addOIDCScope('openid profile sagemaker');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route === 'token' && ctx.body?.id_token) {
    ctx.body.id_token = await signed({...decodeJwt(ctx.body.id_token), ...amiss});
  }
  if (ctx.oidc?.route === 'jwks') {
    ctx.body = {keys: [{...(await exportJWK(signing.publicKey)), kid: signing.kid, use: 'sig'}]};
  }
});

async function made(kid) {
  return {kid, ...(await generateKeyPair('RS256', {extractable: true}))};
}

function signed(claims) {
  const header = {alg: 'RS256', kid: signing.kid};
  return new SignJWT(claims).setProtectedHeader(header).sign(signing.privateKey);
}

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

async function told(request, response) {
  const said = JSON.parse(await body(request));
  people = said.people ?? people;
  amiss = said.amiss ?? {};
  signing = said.rotate ? await made('second') : first;
  response.end('{}');
}

async function asked(request, response) {
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html');
    response.end(FORM);
    return;
  }
  const login = {accountId: new URLSearchParams(await body(request)).get('login')};
  await provider.interactionFinished(request, response, {login}, {mergeWithLastSubmission: false});
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url.startsWith('/interaction/')) asked(request, response);
  else if (request.url === '/test') told(request, response);
  else answer(request, response);
});
console.log(issuer);
