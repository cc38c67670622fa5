/** Which groups of rules are evaluated, what was not taken, and how each group fared: one row a group. */
import type pg from "pg";
import {
  type EvaluatedGroup,
  type EvaluationProblem,
  type EvaluationReport,
  type EvaluationStanding,
  NEVER_EVALUATED,
} from "../../../model/ruleReport.ts";
import { onClient, writing } from "../state/clientWork.ts";
import { fromText, hashOf, toText } from "./alertJson.ts";

const PROBLEMS = { place: -1, hash: hashOf("problems") };

interface Groups {
  readonly tenant: number;
  readonly groups: readonly EvaluatedGroup[];
  readonly problems: readonly EvaluationProblem[];
}

/** A group that is changed keeps no standing: it would be one of other rules. */
export async function writeRuleGroups(pool: pg.Pool, { tenant, groups, problems }: Groups): Promise<void> {
  const hashes = [PROBLEMS.hash, ...groups.map(({ key }) => hashOf(key))];
  const places = [PROBLEMS.place, ...groups.map((_, place) => place)];
  const definitions = [toText(problems), ...groups.map(toText)];
  await onClient(pool, (client) =>
    writing(client, async () => {
      await client.query("DELETE FROM telemetry.rule_group WHERE tenant = $1 AND key_hash <> ALL ($2::bytea[])", [
        tenant,
        hashes,
      ]);
      await client.query(
        `INSERT INTO telemetry.rule_group AS g (tenant, key_hash, place, definition)
         SELECT $1, * FROM unnest($2::bytea[], $3::int4[], $4::text[])
         ON CONFLICT (tenant, key_hash) DO UPDATE SET place = excluded.place, definition = excluded.definition,
           standing = CASE WHEN g.definition = excluded.definition THEN g.standing END
         WHERE g.place <> excluded.place OR g.definition <> excluded.definition`,
        [tenant, hashes, places, definitions],
      );
    }),
  );
}

export async function writeRuleStandings(
  pool: pg.Pool,
  tenant: number,
  standings: readonly EvaluationStanding[],
): Promise<void> {
  if (standings.length === 0) return;
  await pool.query(
    `UPDATE telemetry.rule_group g SET standing = s.standing FROM unnest($2::bytea[], $3::text[]) AS s (key_hash, standing)
     WHERE g.tenant = $1 AND g.key_hash = s.key_hash`,
    [tenant, standings.map(({ key }) => hashOf(key)), standings.map(toText)],
  );
}

export async function readRuleReport(pool: pg.Pool, tenant: number): Promise<EvaluationReport> {
  const { rows } = await pool.query<{ place: number; definition: string; standing: string | null }>(
    "SELECT place, definition, standing FROM telemetry.rule_group WHERE tenant = $1 ORDER BY place",
    [tenant],
  );
  const problems = rows.find(({ place }) => place === PROBLEMS.place);
  return {
    problems: problems ? fromText<EvaluationProblem[]>(problems.definition) : [],
    groups: rows
      .filter(({ place }) => place !== PROBLEMS.place)
      .map(({ definition, standing }) => {
        const group = fromText<EvaluatedGroup>(definition);
        return { group, standing: standing === null ? never(group) : fromText<EvaluationStanding>(standing) };
      }),
  };
}

const never = ({ key, rules }: EvaluatedGroup): EvaluationStanding => ({
  key,
  evaluationMs: 0,
  lastEvaluationMs: null,
  missed: 0,
  rules: rules.map(() => NEVER_EVALUATED),
});
