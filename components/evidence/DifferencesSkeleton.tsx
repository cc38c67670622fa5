/** What differs, while requests are being read: a sentence, a head and rows as high as the real ones, and what is being done. */
export function DifferencesSkeleton() {
  return (
    <div>
      <p className="px-(--pad) pb-1 text-ink-3">Reading bad and good requests and comparing them…</p>
      <div className="h-[26px] border-line border-b" />
      {[150, 190, 120, 170, 140].map((width) => (
        <div key={width} className="flex h-[35px] items-center gap-4 border-line-soft border-b px-(--pad)">
          <span className="skeleton h-3" style={{ width }} />
          <span className="skeleton ml-auto h-3 w-32 phone:invisible phone:w-0" />
          <span className="skeleton h-3 w-10" />
          <span className="skeleton h-3 w-10" />
        </div>
      ))}
    </div>
  );
}
