/** Why what one did was not done: one line under the tabs. */
import { Status } from "../charts/Status.tsx";

export function ActionTrouble({ error, what }: { error: { readonly message: string } | null; what: string }) {
  if (!error) return null;
  return (
    <p role="alert" className="flex items-center gap-2 border-line border-b bg-fail-tint px-(--pad) py-1.5 text-12">
      <Status kind="fail" size={10} label="" />
      {what}: {error.message}
    </p>
  );
}
