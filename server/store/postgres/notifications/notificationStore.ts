/**
 * Notifications on Postgres: composition only; each method's work is in the file it names.
 * Errors: passing troubles of the database as UNAVAILABLE.
 */
import type pg from "pg";
import type { NotificationStore } from "../../notificationStore.ts";
import { withStoreErrors } from "../databaseErrors.ts";
import { claimDeliveries } from "./claimDeliveries.ts";
import { countWaiting, dropDeliveries, readOwed } from "./deliveries.ts";
import { readDeliveries, readTroubles } from "./deliveryLog.ts";
import { disableAddress, enableAddress, readDisabled } from "./disabledAddresses.ts";
import { finishDelivery, retryDelivery } from "./finishDelivery.ts";
import { readLinkSecret } from "./linkSecret.ts";
import { readStandings, writeDispatch } from "./writeDispatch.ts";

export function createNotificationStore(pool: pg.Pool): NotificationStore {
  return {
    readStandings: ({ tenant }) => withStoreErrors(() => readStandings(pool, tenant)),
    writeDispatch: (dispatch) => withStoreErrors(() => writeDispatch(pool, dispatch)),
    claimDeliveries: (query) => withStoreErrors(() => claimDeliveries(pool, query)),
    finishDelivery: (query) => withStoreErrors(() => finishDelivery(pool, query)),
    retryDelivery: (query) => withStoreErrors(() => retryDelivery(pool, query)),
    countWaiting: ({ tenant }) => withStoreErrors(() => countWaiting(pool, tenant)),
    readDeliveries: (query) => withStoreErrors(() => readDeliveries(pool, query)),
    readTroubles: (query) => withStoreErrors(() => readTroubles(pool, query)),
    readOwed: ({ tenant }) => withStoreErrors(() => readOwed(pool, tenant)),
    dropDeliveries: (query) => withStoreErrors(() => dropDeliveries(pool, query)),
    disableAddress: (query) => withStoreErrors(() => disableAddress(pool, query)),
    enableAddress: (query) => withStoreErrors(() => enableAddress(pool, query)),
    readLinkSecret: ({ tenant }) => withStoreErrors(() => readLinkSecret(pool, tenant)),
    readDisabled: ({ tenant }) => withStoreErrors(() => readDisabled(pool, tenant)),
  };
}
