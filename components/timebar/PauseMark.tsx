/** Two strokes: hold. Lighter than the icon set's own at this size. */
export function PauseMark({ size = 14 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M5.5 3.5V12.5M10.5 3.5V12.5" />
    </svg>
  );
}
