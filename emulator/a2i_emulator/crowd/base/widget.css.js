import {css} from '../vendor/lit.js';

/** The look of a task widget: the instructions' pane and the area of the task. */
export const widgetStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--crowd-text);
  }
  .layout {
    display: flex;
    align-items: flex-start;
    gap: 24px;
  }
  .awsui-app-layout__navigation {
    position: sticky;
    top: 0;
    flex: none;
    width: 280px;
    max-width: 100%;
    max-height: calc(100vh - 90px);
    padding: 16px;
    overflow: auto;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-sunken);
    overflow-wrap: anywhere;
  }
  .pane-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .pane-head h2 {
    margin: 0;
    font-size: 1rem;
    line-height: 1.4;
  }
  .pane-toggle {
    display: inline-flex;
    flex: none;
    padding: 6px;
    border: 0;
    border-radius: var(--crowd-radius-small);
    background: none;
    color: var(--crowd-text-muted);
    transform: rotate(180deg);
    cursor: pointer;
  }
  .pane-toggle:hover {
    background: var(--crowd-surface-hover);
    color: var(--crowd-text);
  }
  .closed {
    width: auto !important;
    padding: 8px;
  }
  .closed .pane-head h2 {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .closed .pane-toggle {
    transform: none;
  }
  #instructions[hidden] {
    display: none;
  }
  #instructions {
    margin-top: 8px;
  }
  .full {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-bottom: 8px;
  }
  .annotation-area {
    flex: 1;
    min-width: 0;
  }
  .header {
    margin: 0 0 16px;
    font-size: 1.25rem;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .problem {
    margin: 0 0 12px;
  }
  @container (max-width: 760px) {
    .layout {
      flex-direction: column;
    }
    .awsui-app-layout__navigation {
      position: static;
      width: 100%;
      max-height: none;
    }
    .pane-toggle {
      transform: rotate(-90deg);
    }
    .closed .pane-toggle {
      transform: rotate(90deg);
    }
    .closed .pane-head h2 {
      position: static;
      width: auto;
      height: auto;
      padding-left: 8px;
      clip-path: none;
    }
    .annotation-area {
      width: 100%;
    }
  }
`;
