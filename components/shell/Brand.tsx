/** The mark: a clock whose hand points back. */
export function Brand({ wordless = false }: { wordless?: boolean }) {
  return (
    <span className="flex items-center gap-[9px] font-semibold text-14 tracking-[-0.012em]">
      <svg
        width={20}
        height={20}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinecap="round"
        aria-hidden="true"
        className="flex-none"
      >
        <circle cx={10} cy={10} r={7.6} />
        <path d="M10 5.6V10l-3.4 2" />
        <path d="M10 .8V3.6" stroke="var(--accent)" strokeWidth={2.2} />
      </svg>
      <span className={wordless ? "sr-only" : ""}>Chronoscope</span>
    </span>
  );
}
