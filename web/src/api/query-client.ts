import { notifications } from "@mantine/notifications";
import { MutationCache, QueryClient } from "@tanstack/react-query";
import { ServerRefusal } from "./client.ts";

/** A client that shows what went wrong with a change, and asks again only where that can help. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 3 && error instanceof ServerRefusal && error.code === "unreachable",
        retryDelay: 500,
        networkMode: "always", // the server is on this machine
      },
      mutations: { networkMode: "always" },
    },
    mutationCache: new MutationCache({
      onError: (error, _input, _context, mutation) => {
        if (mutation.meta?.quiet === true) return;
        const hint = error instanceof ServerRefusal ? error.hint : null;
        notifications.show({
          title: error.message,
          message: hint ?? "",
          color: "red",
          autoClose: 12_000,
        });
      },
    }),
  });
}
