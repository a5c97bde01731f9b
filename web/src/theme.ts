import {
  Alert,
  Badge,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  DrawerHeader,
  type MantineColorsTuple,
  type MantineThemeOverride,
  Menu,
  Modal,
  ModalHeader,
  Portal,
} from "@mantine/core";

/** The green of a fluorescent protein, dark enough at 7 for text on white. */
const leaf: MantineColorsTuple = [
  "#e9faf5",
  "#d6f2e9",
  "#aee5d3",
  "#82d7bc",
  "#5dcba8",
  "#45c49b",
  "#2fb88d",
  "#0f766e",
  "#0b5f59",
  "#074842",
];

export const theme: MantineThemeOverride = createTheme({
  primaryColor: "leaf",
  primaryShade: 7,
  autoContrast: true,
  colors: { leaf },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  headings: { fontWeight: "650" },
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    // Their tinted titles would be too pale to read; the tint of the box says enough.
    Alert: Alert.extend({ styles: { title: { color: "var(--mantine-color-text)" } } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    // Its first entry has the focus at once, as that of any menu.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    // The page has one banner, and a dialog is none.
    DrawerHeader: DrawerHeader.extend({ defaultProps: { role: "none" } }),
    ModalHeader: ModalHeader.extend({ defaultProps: { role: "none" } }),
    // Menus and dialogs lie in a landmark of their own, see index.html.
    Portal: Portal.extend({ defaultProps: { target: "#layers" } }),
    Badge: Badge.extend({
      defaultProps: { variant: "light" },
      styles: { label: { color: "var(--mantine-color-text)", textTransform: "none", fontWeight: 600 } },
    }),
  },
});

/** Dimmed and faulty text that can still be read: at least 4.5 to 1 on every ground of the page (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#59626b", "--mantine-color-error": "#c21f1f" },
  dark: { "--mantine-color-dimmed": "#aab1b8", "--mantine-color-error": "#ff8787" },
});
