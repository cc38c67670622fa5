"use client";
/** An address of an alert that was not there at the clock's instant, nor before it. */
import { ClockLink } from "../../shell/ClockLink.tsx";
import { EmptyNotice } from "../../shell/EmptyNotice.tsx";
import { useClock } from "../../state/clock.tsx";
import { AlertTabs } from "../AlertTabs.tsx";

export function AlertMissing() {
  const { live, goLive } = useClock();
  return (
    <>
      <EmptyNotice title={<h1>{live ? "There is no such alert" : "This alert had not fired by then"}</h1>}>
        An alert has a page from when its condition first holds, for as long as its history is kept.{" "}
        {!live && (
          <button type="button" className="link mr-2" onClick={goLive}>
            Go back to live
          </button>
        )}
        <ClockLink href="/alerts" className="link">
          All alerts
        </ClockLink>
      </EmptyNotice>
      <AlertTabs />
    </>
  );
}
